// A page left open overnight would go on saying きょう of yesterday. When midnight passes in Japan, every .day is said anew.
(() => {
  const words = document.currentScript.dataset;
  const DAY = 86400000;
  const JAPAN = 9 * 3600000;
  const dayOf = (moment) => new Date(moment + JAPAN).toISOString().slice(0, 10);
  const full = new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: "Asia/Tokyo", month: "short", day: "numeric", weekday: "short" });
  let said = dayOf(Date.now());

  const say = () => {
    const now = Date.now();
    if (dayOf(now) === said) return;
    said = dayOf(now);
    const near = { [dayOf(now - DAY)]: words.yesterday, [said]: words.today, [dayOf(now + DAY)]: words.tomorrow };
    for (const day of document.querySelectorAll("time[datetime] > .day")) {
      const at = day.parentElement.dateTime;
      const word = near[at.slice(0, 10)];
      if (word) day.textContent = word;
      else if (Object.values(words).includes(day.textContent)) day.textContent = full.format(new Date(at)).replace("(", "（").replace(")", "）");
    }
  };

  setInterval(say, 30000);
  addEventListener("visibilitychange", say);
})();
