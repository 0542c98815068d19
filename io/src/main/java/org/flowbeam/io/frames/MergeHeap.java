package org.flowbeam.io.frames;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Open cursors by their current record. The runner-up is remembered, so that as long as one cursor
 * holds the least record, advancing costs one comparison, most often of two longs.
 */
final class MergeHeap implements Closeable {
  private @Nullable FrameCursor[] heap = new @Nullable FrameCursor[16];
  private int size;
  private @Nullable FrameCursor runnerUp;

  int size() {
    return size;
  }

  /** The cursor with the least record; only when {@link #size} is not 0. */
  FrameCursor top() {
    return at(0);
  }

  /** Adds a cursor that stands on a record. */
  void push(FrameCursor cursor) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    int child = size++;
    while (child > 0 && FrameCursor.compare(cursor, at((child - 1) / 2)) < 0) {
      heap[child] = heap[(child - 1) / 2];
      child = (child - 1) / 2;
    }
    heap[child] = cursor;
    findRunnerUp();
  }

  /** Moves the top cursor to its next record, closing it at its end. */
  void advance() throws IOException {
    FrameCursor top = top();
    if (!top.next()) {
      top.close();
      FrameCursor last = at(--size);
      heap[size] = null;
      if (size > 0) {
        siftDown(last);
      }
      findRunnerUp();
    } else if (runnerUp != null && FrameCursor.compare(top, runnerUp) > 0) {
      siftDown(top);
      findRunnerUp();
    }
  }

  /** Takes out all cursors, in no particular order. */
  FrameCursor[] takeAll() {
    FrameCursor[] all = new FrameCursor[size];
    for (int i = 0; i < all.length; i++) {
      all[i] = at(i);
    }
    Arrays.fill(heap, null);
    size = 0;
    runnerUp = null;
    return all;
  }

  private void siftDown(FrameCursor cursor) {
    int parent = 0;
    for (int child = 1; child < size; child = 2 * parent + 1) {
      if (child + 1 < size && FrameCursor.compare(at(child + 1), at(child)) < 0) {
        child++;
      }
      if (FrameCursor.compare(cursor, at(child)) <= 0) {
        break;
      }
      heap[parent] = at(child);
      parent = child;
    }
    heap[parent] = cursor;
  }

  private void findRunnerUp() {
    if (size < 3) {
      runnerUp = size == 2 ? at(1) : null;
    } else {
      runnerUp = FrameCursor.compare(at(1), at(2)) <= 0 ? at(1) : at(2);
    }
  }

  private FrameCursor at(int index) {
    FrameCursor cursor = heap[index];
    if (cursor == null) {
      throw new IllegalStateException("merge heap is empty");
    }
    return cursor;
  }

  @Override
  public void close() throws IOException {
    for (FrameCursor cursor : takeAll()) {
      cursor.close();
    }
  }
}
