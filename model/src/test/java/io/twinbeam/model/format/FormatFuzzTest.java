package io.twinbeam.model.format;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.InvalidCaseException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever becomes of a file's bytes, a reader gives a volume or refuses the case. */
class FormatFuzzTest {

  private static final long MAX_VOXELS = 1 << 16;
  private static final double[] SPACING = {1, 1, 1};
  // A read allocates its voxels, a chunk and buffers; nothing that a header boasts of.
  private static final long MAX_ALLOCATED = 1 << 26;

  private interface Reader {
    void read(byte[] file) throws IOException;
  }

  /** A format, where its sizes and offsets lie, what reads it, and files to start from. */
  private record Format(String name, int hotFrom, int hotTo, Reader reader, List<byte[]> files) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Format> formats() {
    byte[] nifti1 = NiftiBytes.counting().toArray();
    byte[] nifti2 = Nifti2Bytes.counting().toArray();
    byte[] pair1 = join(Fixtures.bytes("pair1.hdr"), Fixtures.bytes("pair1.img"));
    byte[] pair2 = join(Fixtures.bytes("pair2.hdr"), Fixtures.bytes("pair2.img"));
    byte[] quaternion =
        NiftiBytes.of(NiftiType.INT16, ByteOrder.BIG_ENDIAN).int16(252, 1).toArray();
    byte[] rows =
        NiftiBytes.of(NiftiType.FLOAT64, ByteOrder.LITTLE_ENDIAN)
            .int16(254, 1)
            .floats(280, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0)
            .toArray();
    byte[] quaternion2 =
        Nifti2Bytes.of(NiftiType.UINT8, ByteOrder.BIG_ENDIAN).int32(344, 1).toArray();
    byte[] channels = NiftiBytes.counting().dims(4, 2, 3, 2, 2).toArray();
    byte[] vectors = Nifti2Bytes.counting().dims(5, 2, 3, 1, 1, 4).toArray();
    byte[] channelPair = channels.clone();
    channelPair[345] = 'i';
    List<byte[]> metaImages = metaImages("LOCAL");
    return List.of(
        new Format("NIfTI-1", 40, 120, r -> nifti(r), List.of(nifti1, quaternion, rows, channels)),
        new Format("NIfTI-1 .gz", 0, 20, r -> nifti(r), List.of(NiftiBytes.gzip(nifti1))),
        new Format(
            "NIfTI-1 in gzip", 40, 120, r -> nifti(NiftiBytes.gzip(r)), List.of(nifti1, channels)),
        new Format("NIfTI-1 pair", 40, 120, r -> pair(r, 348), List.of(pair1, channelPair)),
        new Format("NIfTI-2", 0, 200, r -> nifti(r), List.of(nifti2, quaternion2, vectors)),
        new Format("NIfTI-2 .gz", 0, 20, r -> nifti(r), List.of(NiftiBytes.gzip(nifti2))),
        new Format("NIfTI-2 pair", 4, 200, r -> pair(r, 540), List.of(pair2)),
        new Format(".mha", 0, 200, r -> metaImage(r), metaImages),
        new Format(".mhd", 0, 200, r -> metaImagePair(r, 200), metaImages("a.raw")),
        new Format("dataset.json", 0, 300, r -> DatasetJson.parse(in(r)), datasets()),
        hdf5("userblock.h5", 512, "image", "label", "x"),
        hdf5("earliest.h5", 0, "all", "gzip", "sparse", "f4-le", "a/b/deep", "x"),
        hdf5("v110.h5", 0, "few/many-chunks", "few/unlimited", "few/growing", "many/d3", "x"));
  }

  private static Format hdf5(String name, int hotFrom, String... datasets) {
    byte[] file = Fixtures.bytes(name);
    return new Format(name, hotFrom, file.length, r -> hdf5(r, datasets), List.of(file));
  }

  private static List<byte[]> datasets() {
    String decathlon =
        """
        {"name": "a", "modality": {"0": "MRI"}, "labels": {"0": "background", "1": "b"},
         "training": [{"image": "./imagesTr/a.nii.gz", "label": "./labelsTr/a.nii.gz"},
           "imagesTr/b.nii.gz"], "test": ["./imagesTs/c.nii.gz"]}
        """;
    String nnUnet =
        """
        {"channel_names": {"0": "T1", "1": "T2"}, "numTraining": 260, "file_ending": ".nii.gz",
         "labels": {"background": 0, "c": 1, "d": [2, 3], "ignore": 4}}
        """;
    return List.of(
        decathlon.getBytes(StandardCharsets.UTF_8), nnUnet.getBytes(StandardCharsets.UTF_8));
  }

  private static List<byte[]> metaImages(String dataFile) {
    return List.of(
        MetaImageBytes.counting().line("ElementDataFile", dataFile).toArray(),
        MetaImageBytes.counting()
            .compressed()
            .line("TransformMatrix", "0 1 0 0 0 -1 -1 0 0")
            .line("Offset", "10 20 30")
            .line("ElementDataFile", dataFile)
            .toArray());
  }

  private static byte[] join(byte[] first, byte[] second) {
    return MetaImageBytes.join(first, second);
  }

  private interface Read {
    Object run() throws IOException;
  }

  // Every way to read a file is tried; the first refusal counts once all have been.
  private static void all(Read... reads) throws IOException {
    InvalidCaseException refused = null;
    for (Read read : reads) {
      try {
        read.run();
      } catch (InvalidCaseException e) {
        refused = e;
      }
    }
    if (refused != null) {
      throw refused;
    }
  }

  private static InputStream in(byte[] file) {
    return new ByteArrayInputStream(file);
  }

  private static void nifti(byte[] file) throws IOException {
    all(
        () -> Nifti.readVolume(in(file), MAX_VOXELS),
        () -> Nifti.readLabelMap(in(file), MAX_VOXELS),
        () -> Nifti.readChannels(in(file), MAX_VOXELS),
        () -> Nifti.readGrid(in(file)));
  }

  private static void pair(byte[] file, int headerBytes) throws IOException {
    int split = Math.min(headerBytes, file.length);
    byte[] header = Arrays.copyOf(file, split);
    byte[] voxels = Arrays.copyOfRange(file, split, file.length);
    all(
        () -> Nifti.readVolume(in(header), in(voxels), MAX_VOXELS),
        () -> Nifti.readLabelMap(in(header), in(voxels), MAX_VOXELS),
        () -> Nifti.readChannels(in(header), in(voxels), MAX_VOXELS));
  }

  private static void metaImage(byte[] file) throws IOException {
    all(
        () -> MetaImage.readVolume(in(file), MAX_VOXELS),
        () -> MetaImage.readLabelMap(in(file), MAX_VOXELS),
        () -> MetaImage.readGrid(in(file)));
  }

  private static void metaImagePair(byte[] file, int headerBytes) throws IOException {
    int split = Math.min(headerBytes, file.length);
    byte[] voxels = Arrays.copyOfRange(file, split, file.length);
    all(
        () -> MetaImage.readVolume(in(file), in(voxels), MAX_VOXELS),
        () -> MetaImage.dataFile(in(file)));
  }

  private static void hdf5(byte[] file, String... datasets) throws IOException {
    InvalidCaseException refused = null;
    for (String dataset : datasets) {
      try {
        all(
            () -> Hdf5.readVolume(file, dataset, SPACING, MAX_VOXELS),
            () -> Hdf5.readLabelMap(file, dataset, SPACING, MAX_VOXELS));
      } catch (InvalidCaseException e) {
        refused = dataset.equals("x") ? refused : e;
      }
    }
    if (refused != null) {
      throw refused;
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void hundredsOfMutantsOfEachFormatAreReadOrRefused(Format format) throws IOException {
    mutate(format, 400);
  }

  @Tag("fuzz")
  @ParameterizedTest
  @MethodSource("formats")
  void tenThousandMutantsOfEachFormatAreReadOrRefused(Format format) throws IOException {
    mutate(format, 10_000);
  }

  private static void mutate(Format format, int rounds) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int refused = 0;
    for (int round = 0; round < rounds; round++) {
      CounterRandom random = CounterRandom.of(17, "test.mutation." + format, round);
      byte[] mutant = mutated(format.files().get(round % format.files().size()), format, random);
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        format.reader().read(mutant);
      } catch (InvalidCaseException e) {
        refused++;
      } catch (RuntimeException | Error e) {
        fail(format + " round " + round, e);
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(allocated < MAX_ALLOCATED, format + " round " + round + ": " + allocated);
    }
    assertTrue(refused > rounds / 20 && refused <= rounds, refused + " of " + rounds + " refused");
  }

  private static byte[] mutated(byte[] file, Format format, CounterRandom random) {
    byte[] mutant = file.clone();
    int changes = 1 + random.nextInt(4);
    for (int n = 0; n < changes; n++) {
      int at =
          random.nextInt(2) == 0
              ? random.nextInt(mutant.length)
              : format.hotFrom() + random.nextInt(format.hotTo() - format.hotFrom());
      mutant[Math.min(at, mutant.length - 1)] =
          switch (random.nextInt(4)) {
            case 0 -> (byte) 0xff;
            // Another byte of the same file often has a meaning where it is put.
            case 1 -> mutant[random.nextInt(mutant.length)];
            case 2 -> (byte) (1 << random.nextInt(8));
            default -> (byte) random.nextInt(256);
          };
    }
    return random.nextInt(8) == 0 ? Arrays.copyOf(mutant, random.nextInt(mutant.length)) : mutant;
  }
}
