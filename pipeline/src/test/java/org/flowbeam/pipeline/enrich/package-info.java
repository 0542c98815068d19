@NullMarked
package org.flowbeam.pipeline.enrich;

import org.jspecify.annotations.NullMarked;
