package org.flowbeam.io.output;

import java.io.Serializable;
import org.apache.beam.sdk.coders.DefaultCoder;
import org.apache.beam.sdk.coders.SerializableCoder;

/**
 * A complete file that waits to be committed: Parquet, or a stored body.
 *
 * @param temporary where it lies, as a full path
 * @param path where it will lie, relative to the output
 * @param sha256 of the file, lower-case hex
 */
@DefaultCoder(SerializableCoder.class)
public record WrittenFile(
    String temporary, String path, String table, long rows, long bytes, String sha256)
    implements Serializable {}
