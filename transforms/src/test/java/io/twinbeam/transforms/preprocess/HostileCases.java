package io.twinbeam.transforms.preprocess;

import io.twinbeam.model.format.Fixtures;
import io.twinbeam.model.format.MetaImageBytes;
import io.twinbeam.model.format.NiftiBytes;
import io.twinbeam.model.format.dicom.DicomBytes;
import io.twinbeam.model.recipe.LabelClasses;
import io.twinbeam.model.recipe.Recipe;
import io.twinbeam.model.recipe.ReorientStep;
import io.twinbeam.model.recipe.ScoredVoxels;
import io.twinbeam.model.recipe.ZScoreStep;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.VolumeSource;
import io.twinbeam.transforms.source.SourceFormats;
import io.twinbeam.transforms.source.SourceRules;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.zip.GZIPOutputStream;

/**
 * Files that mean harm, or met it, and why each must be refused. Run as a program it puts them
 * through the job, in a process whose memory can be limited.
 */
final class HostileCases {

  private static final int MANY = 5000;
  static final int MAX_VOXELS = 1 << 22;
  private static final byte[] COUNTING = MetaImageBytes.counting().toArray();

  private final Path folder;
  private final List<CaseSource> sources = new ArrayList<>();
  private final Map<String, Fault> expected = new TreeMap<>();

  HostileCases(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    addNifti();
    addMetaImage();
    addHdf5();
    addDicom();
    addFilesThatAreNone();
  }

  List<CaseSource> sources() {
    return sources;
  }

  /** The reason of each case, by id. */
  Map<String, Fault> expected() {
    return expected;
  }

  private static PreprocessSettings settings(long maxVoxels) {
    return new PreprocessSettings(
        Recipe.of(new ReorientStep(), ZScoreStep.over(ScoredVoxels.WHOLE)),
        LabelClasses.asFound(),
        new SourceRules(1, Optional.of(List.of(1.0, 1.0, 1.0)), maxVoxels, 1e-3));
  }

  /**
   * Runs the job over the files, which are written first.
   *
   * @param arguments the folder for the files, the workspace, and the voxels allowed
   */
  public static void main(String[] arguments) throws IOException {
    HostileCases cases = new HostileCases(Path.of(arguments[0]));
    Job job =
        Job.run(Path.of(arguments[1]), settings(Long.parseLong(arguments[2])), cases.sources());
    job.reasons().forEach((caseId, reason) -> System.out.println("case " + caseId + " " + reason));
    job.entries()
        .forEach((caseId, entry) -> System.out.println(caseId + ": " + entry.failure().message()));
  }

  private void expect(Fault fault, String caseId, String format, String... files) {
    sources.add(new CaseSource(caseId, new VolumeSource(format, List.of(files)), null));
    expected.put(caseId, fault);
  }

  private String write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, content).toString();
  }

  private void nifti(Fault fault, String caseId, byte[] content) throws IOException {
    expect(fault, caseId, SourceFormats.NIFTI, write(caseId + ".nii.gz", content));
  }

  private void addNifti() throws IOException {
    byte[] good = NiftiBytes.counting().toArray();
    nifti(Fault.UNREADABLE, "nifti-empty", new byte[0]);
    nifti(Fault.UNREADABLE, "nifti-cut", Arrays.copyOf(good, 400));
    nifti(Fault.UNREADABLE, "nifti-cut-gzip", Arrays.copyOf(NiftiBytes.gzip(good), 80));
    nifti(Fault.UNSUPPORTED, "nifti-magic", NiftiBytes.counting().int8(344, 'x').toArray());
    nifti(
        Fault.TOO_LARGE,
        "nifti-boast",
        NiftiBytes.counting().dims(3, 32767, 32767, 32767).toArray());
    nifti(
        Fault.UNSUPPORTED,
        "nifti-boast-7d",
        NiftiBytes.counting().dims(7, 32767, 32767, 32767, 32767, 32767, 32767, 32767).toArray());
    nifti(Fault.MALFORMED, "nifti-offset", NiftiBytes.counting().floats(108, 1e9).toArray());
    nifti(Fault.UNREADABLE, "nifti-beyond", NiftiBytes.counting().floats(108, 1e6).toArray());
    expect(Fault.TOO_LARGE, "nifti-bomb", SourceFormats.NIFTI, bomb("bomb.nii.gz", 600));
    expect(Fault.TOO_LARGE, "nifti-wide", SourceFormats.NIFTI, bomb("wide.nii.gz", 400));
    expect(Fault.UNREADABLE, "nifti-short-bomb", SourceFormats.NIFTI, bomb("short.nii.gz", 160));
    String pair = write("pair.hdr", new byte[0]);
    write("pair.img", new byte[0]);
    expect(Fault.UNREADABLE, "pair-empty", SourceFormats.NIFTI_PAIR, pair);
    expect(
        Fault.UNREADABLE,
        "pair-alone",
        SourceFormats.NIFTI_PAIR,
        write("alone.hdr", Fixtures.bytes("pair1.hdr")));
  }

  /** A volume of that many voxels along every axis, of which 4 MB are there, all 0. */
  private String bomb(String name, int size) throws IOException {
    Path file = folder.resolve(name);
    byte[] header = NiftiBytes.counting().dims(3, size, size, size).toArray();
    try (OutputStream stream = new GZIPOutputStream(Files.newOutputStream(file))) {
      stream.write(header, 0, 352);
      stream.write(new byte[4 << 20]);
    }
    return file.toString();
  }

  private void metaImage(Fault fault, String caseId, String key, String value) throws IOException {
    byte[] header = MetaImageBytes.counting().line(key, value).header();
    expect(fault, caseId, SourceFormats.METAIMAGE, write(caseId + ".mhd", header));
  }

  private void addMetaImage() throws IOException {
    metaImage(Fault.MALFORMED, "mhd-climbs", "ElementDataFile", "../../etc/passwd");
    metaImage(Fault.MALFORMED, "mhd-absolute", "ElementDataFile", "/etc/passwd");
    metaImage(Fault.MALFORMED, "mhd-remote", "ElementDataFile", "gs://bucket/a.raw");
    metaImage(Fault.UNREADABLE, "mhd-alone", "ElementDataFile", "alone.raw");
    metaImage(Fault.TOO_LARGE, "mhd-boast", "ElementDataFile", "boast.raw");
    write(
        "mhd-boast.mhd",
        MetaImageBytes.counting()
            .line("DimSize", "100000 100000 100000")
            .line("ElementDataFile", "boast.raw")
            .header());
    write("boast.raw", new byte[96]);
    expect(Fault.UNREADABLE, "mha-empty", SourceFormats.METAIMAGE, write("e.mha", new byte[0]));
    expect(
        Fault.UNREADABLE,
        "mha-cut",
        SourceFormats.METAIMAGE,
        write("cut.mha", Arrays.copyOf(COUNTING, COUNTING.length - 1)));
    expect(Fault.MALFORMED, "mha-noise", SourceFormats.METAIMAGE, write("noise.mha", noise()));
  }

  private static byte[] noise() {
    byte[] noise = new byte[1 << 20];
    new Random(7).nextBytes(noise);
    return noise;
  }

  private void hdf5(Fault fault, String caseId, byte[] content) throws IOException {
    expect(fault, caseId, SourceFormats.HDF5, write(caseId + ".h5", content));
  }

  /** A file in which the data set of that name is the image. */
  private static byte[] withImage(String name) {
    return new String(Fixtures.bytes("bomb.h5"), StandardCharsets.ISO_8859_1)
        .replace(name, "image")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private void addHdf5() throws IOException {
    byte[] good = Fixtures.bytes("userblock.h5");
    byte[] garbage = noise();
    System.arraycopy(good, 512, garbage, 0, 8);
    hdf5(Fault.UNREADABLE, "hdf5-empty", new byte[0]);
    hdf5(Fault.MALFORMED, "hdf5-noise", noise());
    hdf5(Fault.UNSUPPORTED, "hdf5-garbage", garbage);
    hdf5(Fault.UNREADABLE, "hdf5-cut", Arrays.copyOf(good, good.length / 2));
    hdf5(Fault.MALFORMED, "hdf5-chunk", withImage("noise"));
    hdf5(Fault.MALFORMED, "hdf5-short", withImage("short"));
    hdf5(Fault.DATASET_MISSING, "hdf5-other", Fixtures.bytes("v200.h5"));
  }

  private void series(Fault fault, String caseId, int slices, IntFunction<DicomBytes> slice)
      throws IOException {
    String[] files = new String[slices];
    for (int n = 0; n < slices; n++) {
      files[n] = write(caseId + "/" + n, slice.apply(n).toArray());
    }
    expect(fault, caseId, SourceFormats.DICOM, files);
  }

  private void addDicom() throws IOException {
    IntFunction<DicomBytes> even = n -> DicomBytes.slice().at(0, 0, 2 * n);
    series(Fault.TOO_LARGE, "dicom-boast", MANY, n -> even.apply(n).us(0x00280010, 60000));
    series(Fault.SLICES_MISSING, "dicom-gap", 4, n -> even.apply(n == 3 ? 5 : n));
    series(Fault.SLICES_DUPLICATE, "dicom-copy", 4, n -> even.apply(n / 2));
    series(
        Fault.SERIES_MIXED,
        "dicom-mixed",
        3,
        n -> even.apply(n).text(0x0020000e, "UI", "1.2." + (n + 1)));
    series(
        Fault.TRANSFER_SYNTAX,
        "dicom-jpeg",
        2,
        n -> even.apply(n).declared("1.2.840.10008.1.2.4.90"));
    series(
        Fault.TOO_LARGE,
        "dicom-length",
        2,
        n -> even.apply(n).element(0x00290010, "OB", 0x7ffffff0L, new byte[4]));
    series(
        Fault.UNREADABLE,
        "dicom-length-below-the-limit",
        2,
        n -> even.apply(n).element(0x00290010, "OB", 60 << 20, new byte[4]));
    series(
        Fault.MALFORMED,
        "dicom-pixels",
        2,
        n -> even.apply(n).element(0x7fe00010, "OW", 0x7ffffff0L, new byte[4]));
    expect(Fault.UNREADABLE, "dicom-empty", SourceFormats.DICOM, write("empty", new byte[0]));
    expect(Fault.MALFORMED, "dicom-noise", SourceFormats.DICOM, write("noise", noise()));
  }

  private void addFilesThatAreNone() throws IOException {
    Path directory = Files.createDirectories(folder.resolve("folder.nii"));
    Path nowhere = folder.resolve("nowhere.nii");
    Files.createSymbolicLink(nowhere, folder.resolve("there is no such file"));
    Path loop = folder.resolve("loop.nii");
    Files.createSymbolicLink(loop, loop);
    for (Path path : List.of(directory, nowhere, loop)) {
      String caseId = path.getFileName().toString();
      expect(Fault.UNREADABLE, caseId, SourceFormats.NIFTI, path.toString());
      expect(Fault.UNREADABLE, caseId + " as HDF5", SourceFormats.HDF5, path.toString());
      expect(Fault.UNREADABLE, caseId + " as DICOM", SourceFormats.DICOM, path.toString());
    }
  }
}
