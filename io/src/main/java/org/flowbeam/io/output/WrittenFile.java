package org.flowbeam.io.output;

import java.io.Serializable;

/**
 * A complete file that waits to be committed: Parquet, or a stored body.
 *
 * @param temporary where it lies, as a full path
 * @param path where it will lie, relative to the output
 * @param sha256 of the file, lower-case hex
 */
public record WrittenFile(
    String temporary, String path, String table, long rows, long bytes, String sha256)
    implements Serializable {}
