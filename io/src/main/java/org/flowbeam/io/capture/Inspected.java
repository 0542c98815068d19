package org.flowbeam.io.capture;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What passing over a stored file came to.
 *
 * @param failure why the storage did not give all of the file, of whose start the sources tell;
 *     null when it did
 */
public record Inspected(List<SourceInfo> sources, @Nullable String failure) {}
