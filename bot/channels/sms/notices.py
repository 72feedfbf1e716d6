"""What staff are told of: words that the house's queue knows."""

from __future__ import annotations

# A text that nobody may miss did not arrive, or is late.
UNREACHED = "unreached"
# A person who has opted out wrote, and got no answer.
WROTE_AFTER_OPT_OUT = "wrote_after_opt_out"
# A person asked in their own words to get no more texts.
OPTED_OUT = "opted_out"
# A person wants what was kept of them deleted.
DELETION_WANTED = "deletion_wanted"
# A picture or file came, which nobody has looked at.
MEDIA_CAME = "media_came"
