package io.twinbeam.transforms.io;

import io.twinbeam.model.format.DatasetJson;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.InputFile;
import io.twinbeam.transforms.PhantomAddress;
import io.twinbeam.transforms.Progress;
import io.twinbeam.transforms.VolumeSource;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.source.SourceFormats;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * The cases of a data set, each once, as references; nothing is read but the listing and {@code
 * dataset.json}. What cannot be paired comes out of {@link #FAILED}.
 *
 * <p>A folder with a {@code dataset.json} is read by it (Medical Segmentation Decathlon, or nnU-Net
 * raw version 2); another by its {@code images*} and {@code labels*} folders.
 */
public final class ReadCases extends PTransform<PBegin, PCollectionTuple> {

  public static final TupleTag<CaseSource> CASES = new TupleTag<>() {};
  public static final TupleTag<FailedCase> FAILED = new TupleTag<>() {};

  private final DataSource source;

  private ReadCases(DataSource source) {
    this.source = source;
  }

  public static ReadCases from(DataSource source) {
    return new ReadCases(source);
  }

  @Override
  public PCollectionTuple expand(PBegin begin) {
    PCollectionTuple listed =
        begin
            .apply("NameTheSource", Create.of(CanonicalJson.write(source)))
            .apply(
                "ListCases",
                ParDo.of(new ListCasesFn()).withOutputTags(CASES, TupleTagList.of(FAILED)));
    return PCollectionTuple.of(
            CASES, listed.get(CASES).apply("SpreadCases", Reshuffle.viaRandomKey()))
        .and(FAILED, listed.get(FAILED));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.add(DisplayData.item("source", CanonicalJson.write(source)));
  }

  /**
   * The number of cases that {@code source} lists, usable or not; nothing is read but the listing.
   *
   * @throws io.twinbeam.model.volume.InvalidCaseException where {@code dataset.json} cannot be used
   */
  public static int count(DataSource source) throws IOException {
    FolderLayout.Listing listing = list(source);
    return listing.cases().size() + listing.failed().size();
  }

  /** Lists {@code source}: the twin of the transform, without a pipeline. */
  static FolderLayout.Listing list(DataSource source) throws IOException {
    if (source.phantoms() != null) {
      return new FolderLayout.Listing(phantoms(source.phantoms()), List.of());
    }
    String folder = source.folder().endsWith("/") ? source.folder() : source.folder() + "/";
    List<MatchResult.Metadata> description =
        FileSystems.match(literally(folder) + "dataset.json", EmptyMatchTreatment.ALLOW).metadata();
    return description.isEmpty()
        ? listFolders(folder, source.unlabelledAllowed())
        : listDescribed(folder, source.unlabelledAllowed());
  }

  private static List<CaseSource> phantoms(DataSource.Phantoms phantoms) {
    List<CaseSource> cases = new ArrayList<>();
    for (int index = 0; index < phantoms.cases(); index++) {
      String address = new PhantomAddress(phantoms.spec(), phantoms.seed(), index).toString();
      cases.add(
          new CaseSource(
              String.format(Locale.ROOT, "phantom_%03d", index),
              VolumeSource.of(SourceFormats.PHANTOM, address),
              VolumeSource.of(SourceFormats.PHANTOM, address)));
    }
    return cases;
  }

  private static FolderLayout.Listing listFolders(String folder, boolean unlabelledAllowed)
      throws IOException {
    FolderLayout layout = new FolderLayout();
    addFiles(layout, folder);
    return layout.pair(unlabelledAllowed);
  }

  private static void addFiles(FolderLayout layout, String folder) throws IOException {
    for (String kind : List.of("images*", "labels*")) {
      for (MatchResult.Metadata file :
          FileSystems.match(literally(folder) + kind + "/*", EmptyMatchTreatment.ALLOW)
              .metadata()) {
        layout.add(
            file.resourceId().getCurrentDirectory().getFilename(),
            file.resourceId().getFilename(),
            file.resourceId().toString());
      }
    }
  }

  /** In brackets, for want of an escape character: a folder's own name is no pattern. */
  private static String literally(String folder) {
    return folder.replaceAll("[*?\\[{]", "[$0]");
  }

  private static FolderLayout.Listing listDescribed(String folder, boolean unlabelledAllowed)
      throws IOException {
    DatasetJson description;
    try (InputStream stream = InputFile.open(folder + "dataset.json")) {
      description = DatasetJson.parse(stream);
    }
    FolderLayout onDisk = new FolderLayout();
    addFiles(onDisk, folder);
    FolderLayout.Listing paired = onDisk.pair(unlabelledAllowed);
    return description.training().isEmpty()
        ? paired
        : new DescribedFolder(folder, description, unlabelledAllowed).listing(paired);
  }

  private static final class ListCasesFn extends DoFn<String, CaseSource> {

    @ProcessElement
    public void processElement(@Element String source, MultiOutputReceiver outputs)
        throws IOException {
      FolderLayout.Listing listing = list(CanonicalJson.read(source, DataSource.class));
      Progress.of("preprocess").expect(listing.cases().size());
      listing.cases().forEach(outputs.get(CASES)::output);
      listing.failed().forEach(outputs.get(FAILED)::output);
    }
  }
}
