package io.twinbeam.transforms.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VolumeFilesTest {

  private static final long IMAGE_FILE = VolumeFormat.IMAGE.fileBytes(SmallVolumes.image(0));
  private static final int PLENTY = 1 << 20;

  @TempDir private Path parent;

  private Path folder() {
    return parent.resolve("volumes");
  }

  private VolumeFiles files(long budget) {
    return new VolumeFiles(folder(), budget);
  }

  private static void keep(VolumeFiles files, int... numbers) {
    for (int number : numbers) {
      files.keep(VolumeFormat.IMAGE, SmallVolumes.content(number), SmallVolumes.image(number));
    }
  }

  private static Optional<Scan> read(VolumeFiles files, int number) {
    return files.read(VolumeFormat.IMAGE, SmallVolumes.content(number));
  }

  private Path file(int number) {
    return folder().resolve(VolumeFormat.IMAGE.fileName(SmallVolumes.content(number)));
  }

  /** The volumes that are there, by number, of those below {@code end}. */
  private List<Integer> present(int end) {
    return IntStream.range(0, end).filter(number -> Files.exists(file(number))).boxed().toList();
  }

  private long bytes() throws IOException {
    long sum = 0;
    try (Stream<Path> all = Files.list(folder())) {
      for (Path file : all.filter(VolumeFilesTest::isNoLock).toList()) {
        sum += Files.size(file);
      }
    }
    return sum;
  }

  private static boolean isNoLock(Path file) {
    return !file.getFileName().toString().equals("lock");
  }

  private static void assertSameBits(Scan expected, Scan actual) {
    assertEquals(expected.grid(), actual.grid());
    assertEquals(expected.size(), actual.size());
    for (int channel = 0; channel < expected.size(); channel++) {
      assertArrayEquals(
          bits(expected.channel(channel).voxels()), bits(actual.channel(channel).voxels()));
    }
  }

  private static int[] bits(float[] voxels) {
    return IntStream.range(0, voxels.length).map(v -> Float.floatToRawIntBits(voxels[v])).toArray();
  }

  @Test
  void anImageIsReadBackBitForBit() {
    VolumeFiles files = files(PLENTY);
    keep(files, 4);
    assertSameBits(SmallVolumes.image(4), read(files, 4).orElseThrow());
    assertEquals(Optional.empty(), read(files, 5));
  }

  @Test
  void aLabelMapIsReadBackAndIsNoImage() {
    VolumeFiles files = files(PLENTY);
    files.keep(VolumeFormat.LABEL, SmallVolumes.content(4), SmallVolumes.label(4));
    LabelMap read = files.read(VolumeFormat.LABEL, SmallVolumes.content(4)).orElseThrow();
    assertEquals(SmallVolumes.label(4), read);
    assertEquals(Optional.empty(), read(files, 4));
  }

  @Test
  void aVolumeLargerThanAChunkIsReadBack() {
    GridShape shape = new GridShape(70, 50, 41);
    float[] voxels = new float[Math.toIntExact(shape.voxels())];
    for (int v = 0; v < voxels.length; v++) {
      voxels[v] = v;
    }
    Scan image = Scan.of(new Volume(VoxelGrid.ofSpacing(shape, 1, 1, 1), voxels));
    VolumeFiles files = files(PLENTY);
    files.keep(VolumeFormat.IMAGE, "large", image);
    assertSameBits(image, files.read(VolumeFormat.IMAGE, "large").orElseThrow());
  }

  @Test
  void theLeastRecentlyUsedMakeRoom() throws IOException {
    VolumeFiles files = files(3 * IMAGE_FILE);
    keep(files, 0, 1, 2);
    for (int number = 0; number < 3; number++) {
      Files.setLastModifiedTime(
          file(number), FileTime.from(Instant.now().minusSeconds(60 - number)));
    }
    read(files, 0);
    keep(files, 3);
    assertEquals(List.of(0, 2, 3), present(4));
    assertEquals(3 * IMAGE_FILE, bytes());
  }

  @Test
  void whatExceedsTheBudgetAloneIsNotKeptAndRemovesNothing() {
    keep(files(PLENTY), 0, 1);
    keep(files(IMAGE_FILE - 1), 2);
    assertEquals(List.of(0, 1), present(3));
  }

  @Test
  void aSmallerBudgetThanThatOfThoseBeforeHolds() throws IOException {
    keep(files(PLENTY), 0, 1, 2, 3);
    keep(files(2 * IMAGE_FILE), 4);
    assertTrue(bytes() <= 2 * IMAGE_FILE, bytes() + " bytes");
    assertTrue(Files.exists(file(4)));
  }

  @Test
  void aBudgetOfNothingTouchesNoDisk() {
    VolumeFiles files = files(0);
    keep(files, 0);
    assertEquals(Optional.empty(), read(files, 0));
    assertFalse(Files.exists(folder()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 12, 40, 130, 500, -1})
  void aChangedByteMakesAMissAndTheFileIsReplaced(int at) throws IOException {
    VolumeFiles files = files(PLENTY);
    keep(files, 0);
    byte[] bytes = Files.readAllBytes(file(0));
    bytes[at < 0 ? bytes.length + at : at] ^= 1;
    Files.write(file(0), bytes);

    assertEquals(Optional.empty(), read(files, 0));
    assertFalse(Files.exists(file(0)));
    keep(files, 0);
    assertSameBits(SmallVolumes.image(0), read(files, 0).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 119, 121, 400})
  void aFileThatWasCutShortIsAMiss(int length) throws IOException {
    VolumeFiles files = files(PLENTY);
    keep(files, 0);
    Files.write(file(0), Arrays.copyOf(Files.readAllBytes(file(0)), length));
    assertEquals(Optional.empty(), read(files, 0));
  }

  @Test
  void aFileUnderTheNameOfAnotherIsAMiss() throws IOException {
    VolumeFiles files = files(PLENTY);
    keep(files, 0);
    Files.copy(file(0), file(1));
    assertEquals(Optional.empty(), read(files, 1));
  }

  @Test
  void aVanishedFileOrFolderIsAMissAndNoMore() throws IOException {
    VolumeFiles files = files(PLENTY);
    keep(files, 0);
    Files.delete(file(0));
    assertEquals(Optional.empty(), read(files, 0));
    Files.delete(folder().resolve("lock"));
    Files.delete(folder());
    assertEquals(Optional.empty(), read(files, 0));
    keep(files, 0);
    assertEquals(Optional.empty(), read(files, 0));
  }

  @Test
  void onlyTheOwnerSeesTheVolumes() throws IOException {
    keep(files(PLENTY), 0);
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())));
  }

  @Test
  void aFolderThatOthersMayUseIsNotUsed() throws IOException {
    Files.createDirectory(folder());
    Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxrwxrwx"));
    keep(files(PLENTY), 0);
    assertEquals(List.of(), present(1));
    Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwx------"));
    keep(files(PLENTY), 0);
    assertEquals(List.of(0), present(1));
  }

  @Test
  void aLinkToAnotherFolderIsNotFollowed() throws IOException {
    Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
    Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rwx------"));
    Files.createSymbolicLink(folder(), elsewhere);
    keep(files(PLENTY), 0);
    assertEquals(0, bytes());
  }

  @Test
  void theTemporaryDirectoryMayBeALink() throws IOException {
    Path temporary = Files.createSymbolicLink(parent.resolve("link"), parent);
    VolumeFiles files = new VolumeFiles(temporary.resolve("volumes"), PLENTY);
    keep(files, 0);
    assertEquals(List.of(0), present(1));
  }

  @Test
  void whatNobodyUsedForADayGoesWhenTheNextProcessComes() throws IOException {
    keep(files(PLENTY), 0, 1);
    Files.createFile(folder().resolve("draft-of-the-killed"));
    Files.setLastModifiedTime(file(0), FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    read(files(PLENTY), 7);
    assertEquals(List.of(1), present(2));
    assertFalse(Files.exists(folder().resolve("draft-of-the-killed")));
  }

  @Test
  void aProbeOfWhoeverStartsNowStaysAndOneThatWasLeftGoes() throws IOException {
    VolumeFiles files = files(IMAGE_FILE);
    keep(files, 0);
    Path recent = Files.createFile(folder().resolve("probe-recent"));
    Files.setLastModifiedTime(recent, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    Path left = Files.createFile(folder().resolve("probe-left"));
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    keep(files, 1);
    assertEquals(List.of(1), present(2));
    assertTrue(Files.exists(recent));
    assertFalse(Files.exists(left));
  }

  @Test
  void allWhoStartAtTheSameTimeUseTheFolder() throws Exception {
    for (int round = 0; round < 50; round++) {
      Path common = parent.resolve("round-" + round);
      CyclicBarrier start = new CyclicBarrier(4);
      List<CompletableFuture<Optional<Scan>>> all = new ArrayList<>();
      for (int number = 0; number < 4; number++) {
        int mine = number;
        all.add(
            CompletableFuture.supplyAsync(
                () -> {
                  VolumeFiles files = new VolumeFiles(common, PLENTY);
                  await(start);
                  keep(files, mine);
                  return read(files, mine);
                },
                work -> new Thread(work).start()));
      }
      for (CompletableFuture<Optional<Scan>> one : all) {
        assertTrue(one.get().isPresent(), "round " + round);
      }
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Holds the lock of a folder until its input ends. */
  static final class LockHolder {

    public static void main(String[] arguments) throws IOException {
      try (FileChannel lock = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
        lock.lock();
        System.out.write('!');
        System.out.flush();
        System.in.read();
      }
    }
  }

  @Test
  void whoeverHoldsTheLockStopsNobody() throws Exception {
    VolumeFiles before = files(PLENTY);
    keep(before, 0);
    Process holder = java(LockHolder.class, folder().resolve("lock").toString()).start();
    try {
      assertEquals('!', holder.getInputStream().read());
      assertTimeoutPreemptively(
          Duration.ofMinutes(1),
          () -> {
            keep(before, 1);
            VolumeFiles started = files(PLENTY);
            keep(started, 2);
            assertSameBits(SmallVolumes.image(0), read(started, 0).orElseThrow());
          });
      assertEquals(List.of(0), present(3));
    } finally {
      holder.getOutputStream().close();
      holder.waitFor();
    }
    keep(before, 1);
    assertEquals(List.of(0, 1), present(3));
  }

  @Test
  void aLockThatThisProcessHoldsElsewhereIsNoFailure() throws IOException {
    VolumeFiles files = files(PLENTY);
    keep(files, 0);
    try (FileChannel channel =
            FileChannel.open(folder().resolve("lock"), StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertTrue(lock.isValid());
      keep(files, 1);
    }
    keep(files, 2);
    assertEquals(List.of(0, 2), present(3));
  }

  private static ProcessBuilder java(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  private Process process(boolean killed) throws IOException {
    return java(
            SmallVolumes.class,
            folder().toString(),
            "0",
            "3",
            String.valueOf(PLENTY),
            String.valueOf(killed))
        .redirectErrorStream(true)
        .redirectOutput(parent.resolve("process.log").toFile())
        .start();
  }

  @Test
  void aProcessThatEndsDeletesItsVolumesAndOneThatIsKilledLeavesThemToOthers() throws Exception {
    assertEquals(0, process(true).waitFor());
    assertEquals(List.of(0, 1, 2), present(3), Files.readString(parent.resolve("process.log")));
    assertSameBits(SmallVolumes.image(1), read(files(PLENTY), 1).orElseThrow());
    Files.delete(file(0));
    assertEquals(0, process(false).waitFor());
    assertEquals(List.of(1, 2), present(3));
  }

  @Test
  void classLoadersOfOneProcessShareFolderAndBudget() throws Exception {
    long budget = 5 * IMAGE_FILE;
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int writer = 0; writer < 4; writer++) {
      BiConsumer<String, int[]> volumes = inLoaderOfItsOwn();
      int[] range = {writer * 20, writer * 20 + 40, Math.toIntExact(budget)};
      writers.add(CompletableFuture.runAsync(() -> volumes.accept(folder().toString(), range)));
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new));
    long most = 0;
    while (!all.isDone()) {
      most = Math.max(most, Files.isDirectory(folder()) ? volumeBytes() : 0);
    }
    all.join();
    assertTrue(most <= budget, most + " bytes");
    assertEquals(5, present(100).size());
    VolumeFiles here = files(budget);
    for (int number : present(100)) {
      assertSameBits(SmallVolumes.image(number), read(here, number).orElseThrow());
    }
  }

  /** A lower bound while others write: a file may go between listing and asking. */
  private long volumeBytes() throws IOException {
    List<Path> listed; // All of them before the first is asked, lest a later one be added to it.
    try (Stream<Path> all = Files.list(folder())) {
      listed = all.filter(VolumeFilesTest::isNoLock).toList();
    }
    return listed.stream().map(Path::toFile).mapToLong(File::length).sum();
  }

  @SuppressWarnings("unchecked") // The class is the same, from another loader.
  private static BiConsumer<String, int[]> inLoaderOfItsOwn() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry :
        Splitter.on(File.pathSeparatorChar).split(System.getProperty("java.class.path"))) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    ClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    Class<?> type = loader.loadClass(SmallVolumes.class.getName());
    assertNotSame(SmallVolumes.class, type);
    return (BiConsumer<String, int[]>) type.getDeclaredConstructor().newInstance();
  }
}
