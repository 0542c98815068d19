package org.flowbeam.io.capture;

import java.io.Serializable;

/** What holds for the records of a capture from some place on, so that a slice can begin there. */
sealed interface Section extends Serializable permits PcapSection, PcapngSection {}
