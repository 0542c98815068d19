package org.flowbeam.io.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inside one JVM; KilledSweepTest of the pipeline has locks between processes, and kills. */
class LockFileTest {
  private static final int THREADS = 4;
  private static final int ROUNDS = 500;

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void nameFile() {
    file = folder.resolve("lock");
  }

  /** As engines load them, which have a loader for each job. */
  @Test
  void whatIsHeldCannotBeTakenByTheSameClassOfAnotherLoader() throws Exception {
    URL classes = LockFile.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader other =
        new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
      Method tryLock = other.loadClass(LockFile.class.getName()).getMethod("tryLock", Path.class);
      try (LockFile first = LockFile.tryLock(file)) {
        assertThat(first).isNotNull();
        assertThat(tryLock.invoke(null, file)).isNull();
      }
      try (Closeable second = (Closeable) tryLock.invoke(null, file)) {
        assertThat(second).isNotNull();
        assertThat(LockFile.tryLock(file)).isNull();
      }
    }
  }

  @Test
  void whatIsHeldCannotBeTakenUntilItIsClosed() throws IOException {
    try (LockFile first = LockFile.tryLock(file)) {
      assertThat(first).isNotNull();
      assertThat(LockFile.tryLock(file)).isNull();
      assertThat(LockFile.tryLock(folder.resolve(".").resolve("lock"))).isNull();
    }
    assertThat(file).doesNotExist();
    try (LockFile second = LockFile.tryLock(file)) {
      assertThat(second).isNotNull();
    }
  }

  @Test
  void aNoteStaysWhereTheHolderWasKilled() throws IOException {
    try (LockFile killed = taken(file)) {
      assertThat(killed.wasNoted()).isFalse();
      killed.note();
      killed.note();
      killed.leave();
    }
    assertThat(file).exists();
    try (LockFile next = taken(file)) {
      assertThat(next.wasNoted()).isTrue();
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "theirs");
    Files.createSymbolicLink(file, elsewhere);
    assertThatThrownBy(() -> LockFile.tryLock(file)).isInstanceOf(IOException.class);
    assertThat(elsewhere).hasContent("theirs");
  }

  @Test
  void manyWhoTakeAndDeleteItHoldItOneAtATime() throws Exception {
    AtomicInteger holders = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    Callable<Integer> taker =
        () -> {
          int most = 0;
          for (int round = 0; round < ROUNDS; round++) {
            try (LockFile lock = LockFile.tryLock(file)) {
              if (lock != null) {
                most = Math.max(most, holders.incrementAndGet());
                taken.incrementAndGet();
                holders.decrementAndGet();
              }
            }
          }
          return most;
        };
    for (int most : inThreads(taker)) {
      assertThat(most).isLessThanOrEqualTo(1);
    }
    assertThat(taken.get()).isPositive();
    assertThat(file).doesNotExist();
  }

  private static LockFile taken(Path file) throws IOException {
    return Objects.requireNonNull(LockFile.tryLock(file));
  }

  private static List<Integer> inThreads(Callable<Integer> task)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        tasks.add(task);
      }
      List<Integer> results = new ArrayList<>();
      for (Future<Integer> result : threads.invokeAll(tasks)) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdown();
    }
  }
}
