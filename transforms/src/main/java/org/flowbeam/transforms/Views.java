package org.flowbeam.transforms;

import org.apache.beam.sdk.values.PCollectionView;

/** The values of the views that a step was given. */
public interface Views {
  <T> T get(PCollectionView<T> view);
}
