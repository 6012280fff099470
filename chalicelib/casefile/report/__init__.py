"""The household verification report (核对报告) as people read it: one model, a page and a PDF."""
