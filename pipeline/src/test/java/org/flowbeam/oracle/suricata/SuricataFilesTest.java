package org.flowbeam.oracle.suricata;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.FileRow;
import org.flowbeam.schemas.HttpRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Files against the checks of Suricata's own tests: how many fileinfo events have these values.
 * After a change, {@code target/oracle/suricata-files-differences.tsv} has what was found in the
 * form of the list.
 */
class SuricataFilesTest {
  private static final List<String> KEYS =
      List.of(
          ("event_type app_proto src_ip src_port dest_ip dest_port http.http_method http.hostname"
                  + " http.url http.status fileinfo.filename fileinfo.size fileinfo.sha256"
                  + " fileinfo.state fileinfo.gaps")
              .split(" "));

  @Test
  void everyCheckHoldsOrIsListedWithItsReason() throws IOException {
    new SuricataChecks(Set.of("fileinfo"), KEYS, SuricataFilesTest::events)
        .holdOrAreListed("files", 150);
  }

  /** As the view eve_fileinfo has them. */
  private static List<Map<String, String>> events(PlainSweep.Result result) {
    List<Map<String, String>> events = new ArrayList<>();
    List<FileRow> files = result.rows(Tables.FILES);
    for (FileRow file : files) {
      boolean isField = file.getFieldName() != null && file.getFilename() == null;
      if (!isField && !isToldByItsParts(file, files)) {
        events.add(event(file, exchange(file, result)));
      }
    }
    return events;
  }

  private static boolean isToldByItsParts(FileRow file, List<FileRow> files) {
    String type = file.getDeclaredType();
    return file.getDepth() == 1
        && type != null
        && type.startsWith("multipart/")
        && files.stream()
            .anyMatch(
                part ->
                    part.getDepth() > 1
                        && part.getFlowId().equals(file.getFlowId())
                        && part.getTx() == file.getTx()
                        && part.getIsOrig() == file.getIsOrig());
  }

  private static @Nullable HttpRow exchange(FileRow file, PlainSweep.Result result) {
    return result.rows(Tables.HTTP).stream()
        .filter(row -> row.getFlowId().equals(file.getFlowId()) && row.getTx() == file.getTx())
        .findFirst()
        .orElse(null);
  }

  private static Map<String, String> event(FileRow file, @Nullable HttpRow http) {
    Map<String, String> event = new TreeMap<>();
    boolean orig = file.getIsOrig();
    event.put("event_type", "fileinfo");
    event.put("app_proto", file.getSource().equals("ftp") ? "ftp-data" : file.getSource());
    event.put("src_ip", orig ? file.getSrcIp() : file.getDstIp());
    event.put("src_port", String.valueOf(orig ? file.getSrcPort() : file.getDstPort()));
    event.put("dest_ip", orig ? file.getDstIp() : file.getSrcIp());
    event.put("dest_port", String.valueOf(orig ? file.getDstPort() : file.getSrcPort()));
    put(event, "fileinfo.filename", name(file, http));
    put(event, "fileinfo.sha256", file.getSha256());
    event.put("fileinfo.size", String.valueOf(file.getSizeBytes() + file.getMissingBytes()));
    event.put("fileinfo.gaps", String.valueOf(file.getMissingBytes() > 0));
    boolean part = List.of("partial_content").equals(file.getDefects());
    event.put("fileinfo.state", file.getComplete() || part ? "CLOSED" : "TRUNCATED");
    if (http != null && file.getSource().equals("http")) {
      put(event, "http.http_method", http.getMethod());
      String host = http.getHost();
      put(event, "http.hostname", host == null ? null : host.replaceFirst(":\\d+$", ""));
      put(event, "http.url", http.getUri());
      Integer status = http.getStatusCode();
      put(event, "http.status", status == null ? null : status.toString());
    }
    return event;
  }

  /** Suricata calls a body without a name by its path. */
  private static @Nullable String name(FileRow file, @Nullable HttpRow http) {
    String uri = http == null || file.getDepth() > 1 ? null : http.getUri();
    String path = uri == null ? null : uri.replaceFirst("[?#].*$", "");
    return file.getFilename() == null ? path : file.getFilename();
  }

  private static void put(Map<String, String> event, String key, @Nullable String value) {
    if (value != null) {
      event.put(key, value);
    }
  }
}
