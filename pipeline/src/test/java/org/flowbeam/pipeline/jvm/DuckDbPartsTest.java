package org.flowbeam.pipeline.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.util.Properties;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbPartsTest {
  @TempDir private Path folder;

  @Test
  void theDriverWithoutMachineCodeFindsThatBesideIt() throws Exception {
    Path parts = Files.createDirectory(folder.resolve("parts"));
    DuckDbParts.split(driver(), parts);
    URL[] jar = {parts.resolve("duckdb_jdbc.jar").toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(jar, ClassLoader.getPlatformClassLoader())) {
      Driver driver =
          (Driver)
              loader.loadClass(DuckDBDriver.class.getName()).getDeclaredConstructor().newInstance();
      try (Connection connection = driver.connect("jdbc:duckdb:", new Properties());
          ResultSet answer = connection.createStatement().executeQuery("SELECT 42")) {
        assertThat(answer.next()).isTrue();
        assertThat(answer.getInt(1)).isEqualTo(42);
      }
    }
    assertThat(jarBytes(parts)).isLessThan(2_000_000);
  }

  @Test
  void theDriverLeavesFlightRecorderAlone() throws Exception {
    DuckDbParts.split(driver(), folder);
    URL[] jar = {folder.resolve("duckdb_jdbc.jar").toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(jar, ClassLoader.getPlatformClassLoader())) {
      Field available =
          loader.loadClass("org.duckdb.JfrMemoryMonitor").getDeclaredField("AVAILABLE");
      available.setAccessible(true);
      assertThat(available.getBoolean(null)).isFalse();
    }
  }

  private static Path driver() throws URISyntaxException {
    return Path.of(DuckDBDriver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static long jarBytes(Path parts) throws IOException {
    return Files.size(parts.resolve("duckdb_jdbc.jar"));
  }
}
