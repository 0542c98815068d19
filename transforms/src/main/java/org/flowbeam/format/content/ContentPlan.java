package org.flowbeam.format.content;

/**
 * What is found out about a file besides its length.
 *
 * @param reads whether more than its bytes are counted: SHA-256, type, entropy
 * @param md5 whether MD5 is taken as well
 * @param sha1 whether SHA-1 is taken as well
 * @param stores whether it is stored
 * @param maxStoredBytes longer ones are not
 */
public record ContentPlan(
    boolean reads, boolean md5, boolean sha1, boolean stores, long maxStoredBytes) {}
