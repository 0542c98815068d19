package org.flowbeam.stage.packets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flowbeam.dedup.DedupOptions;
import org.flowbeam.dedup.DedupOptions.Mode;
import org.flowbeam.dedup.DedupScope;
import org.flowbeam.dedup.DedupStep;
import org.flowbeam.dedup.SourceTimes;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.io.capture.InspectOptions;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.io.frames.ShuffleBytes;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.io.input.CaptureIO;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.io.input.InspectedPack;
import org.flowbeam.io.input.InspectedPack.InspectedFile;
import org.flowbeam.io.input.ReadUnit;
import org.flowbeam.packet.CarriedPayload;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.stage.flows.SortedPackets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code --dedup=window} and {@code --dedup=time} with {@code --dedupScope=frame} keep the packets
 * that editcap keeps, by number and identity, on every public capture that it opens. A few settings
 * per capture; {@code -Dflowbeam.oracle=all} runs all of them on each.
 */
class EditcapTest {
  private static final DedupOptions FRAME = DedupOptions.defaults().withScope(DedupScope.FRAME);
  private static final long SECOND = 1_000_000_000;
  private static final long MIB = 1 << 20;
  private static final long SMALL_BLOCK = 64 << 10;

  /** Captures in which other packets are kept by time, each with the reason. */
  private static final Map<String, String> OTHERS_BY_TIME =
      Map.of(
          "the-tcpdump-group+tcpdump/tests/bgp_vpn_rt-oobr.pcap",
          "times more than 2^31 s apart, which reordercap puts in no order",
          "the-tcpdump-group+tcpdump/tests/pim_header_asan-2.pcap",
          "times more than 2^31 s apart, which reordercap puts in no order",
          "the-tcpdump-group+tcpdump/tests/l2tp-avp-overflow.pcap",
          "times run back, and equal packets of one time are ordered by tie index before place");

  /** What the test asks of both: editcap's arguments and ours. */
  private record Setting(DedupOptions options, List<String> arguments) {
    static Setting window(int packets) {
      DedupOptions options = FRAME.withMode(Mode.WINDOW).withWindowPackets(packets);
      return packets == 5
          ? new Setting(options, List.of("-d"))
          : new Setting(options, List.of("-D", Integer.toString(packets)));
    }

    static Setting time(String seconds) {
      long nanos = Math.round(Double.parseDouble(seconds) * SECOND);
      return new Setting(FRAME.withMode(Mode.TIME).withTimeNanos(nanos), List.of("-w", seconds));
    }
  }

  private static final Setting NOTHING = new Setting(FRAME.withMode(Mode.OFF), List.of());
  private static final List<Setting> WINDOWS =
      IntStream.of(5, 2, 100, 3, 33, 10, 1, 64, 4, 17).mapToObj(Setting::window).toList();
  private static final List<Setting> TIMES =
      Stream.of("0.001", "0.1", "1", "0", "0.00001", "60").map(Setting::time).toList();

  @TempDir Path folder;

  @Test
  void editcapKeepsTheSamePacketsOfEveryCaptureThatItOpens() throws IOException {
    Path root = Captures.shared();
    Captures.program("editcap");
    Captures.program("reordercap");
    List<Path> captures = new ArrayList<>();
    try (Stream<Path> all = Files.walk(root)) {
      all.filter(Files::isRegularFile).sorted().forEach(captures::add);
    }
    Set<String> differences = Collections.synchronizedSet(new TreeSet<>());
    Set<String> otherwise = readOtherwise();
    assertThat(otherwise).hasSize(24);
    int compared =
        IntStream.range(0, captures.size())
            .parallel()
            .map(i -> compare(captures.get(i), i, root, differences, otherwise))
            .sum();
    System.out.println("comparisons with editcap: " + compared);
    assertThat(compared).isGreaterThan(3_000);
    assertThat(differences).isEmpty();
  }

  private static Set<String> readOtherwise() throws IOException {
    try (InputStream in =
            EditcapTest.class.getResourceAsStream("/oracle/editcap-reads-otherwise.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(Objects.requireNonNull(in), UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** Returns how many comparisons there were. */
  private int compare(
      Path capture, int number, Path root, Set<String> differences, Set<String> otherwise) {
    try {
      InputFile file =
          new InputFile(0, capture.toString(), capture.toString(), Files.size(capture), true, "");
      List<SourceInfo> sources = CaptureIO.inspect(file, new InspectOptions(SMALL_BLOCK, true));
      if (sources.size() != 1 || sources.get(0).packets() == 0) {
        return 0;
      }
      Map<Long, String> records = records(file, sources);
      String name = root.relativize(capture).toString();
      if (otherwise.contains(name)) {
        List<String> rewritten = editcap(capture, NOTHING, number, sources.get(0));
        if (List.copyOf(records.values()).equals(rewritten)) {
          differences.add(name + " is read as we do");
        }
        return 0;
      }
      int compared = 0;
      for (Setting setting : settings(number)) {
        List<String> expected = editcap(capture, setting, number, sources.get(0));
        if (expected == null) {
          continue;
        }
        for (long block : new long[] {64 * MIB, SMALL_BLOCK}) {
          compared++;
          boolean timed = setting.options().mode() == Mode.TIME;
          if (!kept(file, block, setting.options(), records).equals(expected)
              && !(timed && OTHERS_BY_TIME.containsKey(name))) {
            differences.add(name + " " + String.join(" ", setting.arguments()));
          }
        }
      }
      return compared;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(capture.toString(), e);
    }
  }

  private static List<Setting> settings(int number) {
    if ("all".equals(System.getProperty("flowbeam.oracle"))) {
      return Stream.concat(WINDOWS.stream(), TIMES.stream()).toList();
    }
    return List.of(
        WINDOWS.get(number % WINDOWS.size()),
        TIMES.get(0),
        TIMES.get(1 + number % (TIMES.size() - 1)));
  }

  /** What editcap leaves, as {@link #records} describes records; null when it does not open it. */
  private @Nullable List<String> editcap(
      Path capture, Setting setting, int number, SourceInfo source)
      throws IOException, InterruptedException {
    Path input = capture;
    if (setting.options().mode() == Mode.TIME && source.outOfOrderPackets() > 0) {
      input = folder.resolve(number + "-ordered");
      if (run("reordercap", capture.toString(), input.toString()) != 0) {
        return null;
      }
    }
    Path output = folder.resolve(number + "-out");
    List<String> command = new ArrayList<>(List.of("editcap"));
    command.addAll(setting.arguments());
    command.add(input.toString());
    command.add(output.toString());
    if (run(command.toArray(String[]::new)) != 0) {
      return null;
    }
    InputFile file =
        new InputFile(0, output.toString(), output.toString(), Files.size(output), true, "");
    List<SourceInfo> sources = CaptureIO.inspect(file, new InspectOptions(64 * MIB, true));
    List<String> left = new ArrayList<>(records(file, sources).values());
    Files.deleteIfExists(output);
    return left;
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** Time and bytes of every record by its offset, in file order. */
  private static Map<Long, String> records(InputFile file, List<SourceInfo> sources)
      throws IOException {
    Map<Long, String> records = new TreeMap<>();
    InspectedFile inspected = new InspectedFile(file, sources);
    for (int slice = 0; slice < sources.get(0).slices().size(); slice++) {
      CaptureIO.read(
          inspected,
          slice,
          (info, r) -> {
            int to = r.dataOffset() + r.capturedLength();
            byte[] bytes = Arrays.copyOfRange(r.buffer(), r.dataOffset(), to);
            records.put(
                r.offset(),
                "%020d ".formatted(r.timeNanos()) + Arrays.hashCode(bytes) + " " + bytes.length);
          });
    }
    return records;
  }

  /** What we leave, by the classes of the pipeline, without Beam between them. */
  private static List<String> kept(
      InputFile file, long blockBytes, DedupOptions options, Map<Long, String> records)
      throws IOException {
    ShuffleBytes store = new ShuffleBytes(System.getProperty("java.io.tmpdir"));
    List<byte[]> frames = new ArrayList<>();
    List<SourceInfo> sources = CaptureIO.inspect(file, new InspectOptions(blockBytes, true));
    InspectedFile inspected = new InspectedFile(file, sources);
    Reading reading =
        new Reading(Selection.ALL, DecodeOptions.DEFAULT, CarriedPayload.ALL, false, options);
    Iterator<ReadUnit> units = new InspectedPack(List.of(inspected)).units(reading.recordsBefore());
    while (units.hasNext()) {
      ReadUnit unit = units.next();
      try (FrameWriter writer = new FrameWriter(store, 2 << 20, (key, frame) -> frames.add(frame));
          FrameWriter facts = new FrameWriter(store, 1 << 20, (key, frame) -> {})) {
        new SliceSorter(reading, null, 16, writer, writer, writer, facts)
            .read(unit.files().get(0), unit);
        writer.finish();
      }
    }
    List<Long> kept = new ArrayList<>();
    try (SortedRecords sorted = SortedRecords.open(frames, store, FlowKey.BYTES)) {
      DedupStep step = new DedupStep(options, SourceTimes.NONE, new Collect(kept));
      SortedPackets packets = new SortedPackets(sorted);
      while (sorted.nextGroup()) {
        step.begin();
        while (packets.next()) {
          step.packet(packets.packet());
        }
        step.end();
      }
    }
    Collections.sort(kept);
    List<String> described = new ArrayList<>(kept.stream().map(records::get).toList());
    if (options.mode() == Mode.TIME) {
      described.sort(Comparator.comparing(text -> text.substring(0, 20))); // as reordercap does
    }
    return described;
  }

  private record Collect(List<Long> places) implements DedupStep.Output {
    @Override
    public void kept(PacketRecord packet) {
      places.add(packet.place());
    }

    @Override
    public void copy(PacketRecord packet, long originalSource) {}

    @Override
    public void limitReached(PacketRecord packet) {
      throw new AssertionError("more packets than are remembered");
    }
  }
}
