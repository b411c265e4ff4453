"""Where a conversation comes from: mails, an Isso, webmentions."""
