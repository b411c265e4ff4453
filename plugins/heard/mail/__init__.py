"""What goes out to readers: digests by mail, and notices to a WebSub hub."""
