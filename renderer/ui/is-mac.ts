/** Macs have a Command key where others have Control. */
export const isMac = /Mac/.test(navigator.userAgent);
