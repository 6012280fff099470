"""Drawing sheets of text and tables as PDF, with fonts for every Han character that we can get."""
