"""JSON Feed 1.1 as a JSON Schema, written from the specification."""

HTML = {"type": "string"}
TEXT = {"type": "string", "minLength": 1}
URL = {"type": "string", "pattern": "^https?://"}
DATE = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
AUTHOR = {"type": "object", "minProperties": 1, "properties": {"name": TEXT, "url": URL, "avatar": URL}}
ATTACHMENT = {
    "type": "object",
    "required": ["url", "mime_type"],
    "properties": {"url": URL, "mime_type": TEXT, "size_in_bytes": {"type": "integer", "minimum": 1}},
}
ITEM = {
    "type": "object",
    "required": ["id"],
    "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
    "not": {"required": ["author"]},
    "properties": {
        **dict.fromkeys(("id", "title", "summary", "language"), TEXT),
        **dict.fromkeys(("url", "external_url", "image", "banner_image"), URL),
        **dict.fromkeys(("content_html", "content_text"), HTML),
        **dict.fromkeys(("date_published", "date_modified"), DATE),
        "authors": {"type": "array", "items": AUTHOR},
        "tags": {"type": "array", "items": TEXT, "uniqueItems": True},
        "attachments": {"type": "array", "items": ATTACHMENT},
    },
    "additionalProperties": False,
}
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        **dict.fromkeys(("title", "description", "user_comment", "language"), TEXT),
        **dict.fromkeys(("home_page_url", "feed_url", "next_url", "icon", "favicon"), URL),
        "authors": {"type": "array", "items": AUTHOR},
        "expired": {"type": "boolean"},
        "hubs": {"type": "array", "items": {"type": "object", "required": ["type", "url"]}},
        "items": {"type": "array", "items": ITEM},
    },
    "additionalProperties": False,
}
"""Source: https://www.jsonfeed.org/version/1.1/; `author` is of version 1.0, other keys are nobody's."""
