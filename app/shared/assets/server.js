// @ts-check
/** Where the server answers: beside Streamlit's own addresses, however deep this file lies below them. @param {string} path */
export const onServer = (path) => new URL(path, import.meta.url.split("_stcore/")[0]);
