@NullMarked
package org.flowbeam.format.mime;

import org.jspecify.annotations.NullMarked;
