package org.flowbeam.io.capture.record;

import java.io.Serializable;

/**
 * Where a pcapng block lies that was not read but may be wanted later: name resolution, interface
 * statistics, decryption secrets, custom and unknown blocks.
 *
 * @param offset of the block in the decompressed capture
 * @param lengthBytes of the whole block
 */
public record BlockPlace(int type, long offset, long lengthBytes) implements Serializable {}
