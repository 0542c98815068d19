/** One epoch's bytes: which protocol they are, its parser fed, its rows completed. */
@NullMarked
package org.flowbeam.session;

import org.jspecify.annotations.NullMarked;
