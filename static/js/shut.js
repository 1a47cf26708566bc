// A page that was open and may be read no more was loaded again by live.js, and is an error page now: this says why.
"use strict";
if (Date.now() - Number(sessionStorage.getItem("renkei:reloaded")) < 10000) document.getElementById("shut").hidden = false;
