"""One encrypted file that holds the whole service, and the way back from it (`script/backup`, `script/restore`)."""
