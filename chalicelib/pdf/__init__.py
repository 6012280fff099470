"""Drawing sheets of text and tables as PDF, with fonts for nearly every Han character."""
