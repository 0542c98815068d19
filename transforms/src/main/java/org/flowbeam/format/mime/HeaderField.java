package org.flowbeam.format.mime;

/**
 * One field of a header, unfolded.
 *
 * @param name as sent
 * @param value without blanks around; each byte is one char below 256
 */
public record HeaderField(String name, String value) {}
