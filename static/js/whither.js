// A letter's link may name a place on its page (…#task-15). The sign-in between sends a form, which would lose it: the place goes along.
"use strict";
if (location.hash) for (const next of document.querySelectorAll("input[name=next]")) next.value += location.hash;
