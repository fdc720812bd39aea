"""What a template may ask for: `[](fill:contact-complaints)` stands for what is on record.

A paragraph that is nothing but one of `BLOCKS` becomes a list; in a section that stands once for
every module, `OF_MODULE` may be used too.
"""

LINES = (
    "municipality", "controller", "contact-municipality", "contact-data-protection",
    "contact-complaints", "contact-accessibility", "data-protection-post",
    "assessed-on", "assessed-by", "reviewed-on", "emergency-substitutes",
    "recovery-holders", "today",
)  # fmt: skip
BLOCKS = (
    "joint-controllers", "modules", "planned-modules", "agreements", "keeping", "complaint-way",
)  # fmt: skip
OF_MODULE = (
    "module", "module-what", "module-state", "module-lead", "module-receivers", "module-law",
)  # fmt: skip
FILLS = (*LINES, *BLOCKS, *OF_MODULE)
