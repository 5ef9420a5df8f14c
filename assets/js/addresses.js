// Web addresses inside what somebody types. The same words as rules/addresses.py.
(() => {
  const studio = (window.vidstudio ??= {});
  const ENDINGS = "com|net|org|info|biz|app|dev|art|bar|bio|eco|pet|shop|store|online|site|studio|coffee|cafe|beer|wine|bike|shoes|fashion|style|design|agency|media|digital|cloud|tech|games|club|world|life|travel|kitchen|restaurant|museum|gallery|news|blog|[a-z]{2}";
  const ADDRESS = new RegExp(
    `(?<![\\w@.])(?:https?://[^\\s<>"]+|(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+(?:${ENDINGS})(?::\\d+)?(?:/[^\\s<>"]*)?)(?![\\w@])`,
    "i",
  );
  const find = (text) => (ADDRESS.exec(text)?.[0] ?? "").replace(/[.,;:!?)\]}'"»”]+$/, "");
  const short = (address) => {
    const plain = address.replace(/^https?:\/\/(www\.)?/i, "").replace(/[?#].*$/, "").replace(/\/$/, "");
    return plain.length > 48 ? `${plain.slice(0, 47)}…` : plain;
  };
  studio.address = { find, short };
})();
