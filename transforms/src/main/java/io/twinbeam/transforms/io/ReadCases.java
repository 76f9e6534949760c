package io.twinbeam.transforms.io;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * The cases of a data set, each once, as references. Every file of the data set's folder, however
 * deep, is accounted for: it belongs to a case, or to a failure out of {@link #FAILED}, or it is no
 * image and comes out of {@link #IGNORED}. Left out without a word are hidden files, what describes
 * the data set, and companions of images such as the {@code .img} of a {@code .hdr}.
 *
 * <p>A folder with a {@code cases.csv} is read by it; else one whose {@code dataset.json} lists
 * cases by that (Medical Segmentation Decathlon, or nnU-Net raw version 2); any other by the names
 * of its files. DICOM slices are told by their content, and a SeriesInstanceUID is a case.
 *
 * <p>Sub-folders are listed, and headers of DICOM files are read, in parallel; nothing else is
 * opened. The names and sizes of all files pass through the memory of one worker. What comes out
 * does not depend on the order in which a file system lists files, nor on parallelism.
 */
public final class ReadCases extends PTransform<PBegin, PCollectionTuple> {

  public static final TupleTag<CaseSource> CASES = new TupleTag<>() {};
  public static final TupleTag<FailedCase> FAILED = new TupleTag<>() {};

  /** One for every element of {@link #FAILED}, with all the files that it concerns. */
  public static final TupleTag<UnusableInput> UNUSABLE = new TupleTag<>() {};

  /** Paths of files that are no images. */
  public static final TupleTag<String> IGNORED = new TupleTag<>() {};

  private final DataSource source;

  private ReadCases(DataSource source) {
    this.source = source;
  }

  public static ReadCases from(DataSource source) {
    return new ReadCases(source);
  }

  @Override
  public PCollectionTuple expand(PBegin begin) {
    PCollection<String> json = begin.apply("NameTheSource", Create.of(CanonicalJson.write(source)));
    return source.phantoms() == null ? readFolder(json) : makePhantoms(json);
  }

  private static PCollectionTuple makePhantoms(PCollection<String> json) {
    PCollectionTuple listed =
        json.apply(
            "ListPhantoms",
            ParDo.of(new ListPhantomsFn())
                .withOutputTags(CASES, TupleTagList.of(FAILED).and(UNUSABLE).and(IGNORED)));
    return PCollectionTuple.of(
            CASES, listed.get(CASES).apply("SpreadCases", Reshuffle.viaRandomKey()))
        .and(FAILED, listed.get(FAILED))
        .and(UNUSABLE, listed.get(UNUSABLE))
        .and(IGNORED, listed.get(IGNORED));
  }

  private PCollectionTuple readFolder(PCollection<String> json) {
    PCollectionTuple top =
        json.apply(
            "ListTopFolder",
            ParDo.of(new ListTopFn())
                .withOutputTags(
                    ListTopFn.FILES, TupleTagList.of(ListTopFn.FOLDERS).and(ListTopFn.FAILED)));
    PCollectionTuple below =
        top.get(ListTopFn.FOLDERS)
            .apply("SpreadFolders", Reshuffle.viaRandomKey())
            .apply(
                "ListFolders",
                ParDo.of(new ListFolderFn(source.folder()))
                    .withOutputTags(ListTopFn.FILES, TupleTagList.of(ListTopFn.FAILED)));
    PCollectionTuple sorted =
        PCollectionList.of(top.get(ListTopFn.FILES))
            .and(below.get(ListTopFn.FILES))
            .apply("GatherFiles", Flatten.pCollections())
            .apply("BringFilesTogether", new BringTogether<>())
            .apply(
                "TellFilesApart",
                ParDo.of(new TellApartFn())
                    .withOutputTags(TellApartFn.NAMED, TupleTagList.of(TellApartFn.OTHERS)));
    PCollectionTuple sniffed =
        sorted
            .get(TellApartFn.OTHERS)
            .apply("SpreadFiles", Reshuffle.viaRandomKey())
            .apply(
                "FindDicomSlices",
                ParDo.of(new SniffFn(source.folder()))
                    .withOutputTags(SniffFn.SLICES, TupleTagList.of(SniffFn.FAILED).and(IGNORED)));
    PCollection<FoundInput> series =
        sniffed
            .get(SniffFn.SLICES)
            .apply("GroupSlices", GroupByKey.create())
            .apply("MakeSeries", ParDo.of(new MakeSeriesFn()));
    PCollection<Outcome> paired =
        PCollectionList.of(sorted.get(TellApartFn.NAMED))
            .and(series)
            .apply("GatherInputs", Flatten.pCollections())
            .apply("BringInputsTogether", new BringTogether<>())
            .apply("PairFiles", ParDo.of(new PairFn(source)));
    PCollectionTuple settled =
        PCollectionList.of(paired)
            .and(top.get(ListTopFn.FAILED))
            .and(below.get(ListTopFn.FAILED))
            .and(sniffed.get(SniffFn.FAILED))
            .apply("GatherOutcomes", Flatten.pCollections())
            .apply("NameOutcomes", ParDo.of(new NameOutcomeFn()))
            .apply("GroupOutcomes", GroupByKey.create())
            .apply(
                "SettleCases",
                ParDo.of(new SettleFn())
                    .withOutputTags(CASES, TupleTagList.of(FAILED).and(UNUSABLE)));
    return settled.and(IGNORED, sniffed.get(IGNORED));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.add(DisplayData.item("source", CanonicalJson.write(source)));
  }

  /**
   * What can be told of {@code source} from the names and sizes of its files. Nothing is opened but
   * {@code cases.csv} and {@code dataset.json}.
   *
   * @throws io.twinbeam.model.volume.InvalidCaseException where one of these cannot be used, or a
   *     channel is chosen that the data set does not have; the message names the mistakes
   * @throws IOException where the folder cannot be listed
   */
  public static Survey survey(DataSource source) throws IOException {
    if (source.phantoms() != null) {
      ChannelNames channel = ChannelNames.numbered(1).choose(source.channels());
      return new Survey(source.phantoms().cases(), channel.usedNames(), Optional.empty(), "");
    }
    FileTree tree = FileTree.of(source.folder());
    List<ListedFile> files = tree.all().files();
    InputFiles inputs = InputFiles.of(files);
    Descriptions descriptions = Descriptions.read(tree.folder(), inputs);
    Pairing pairing = Pairing.of(source, tree.folder(), descriptions, inputs.images(), List.of());
    Hasher digest = Hashing.sha256().newHasher();
    for (ListedFile file : files) {
      digest.putString(file.name() + "\0" + file.bytes() + "\0", StandardCharsets.UTF_8);
    }
    digest.putString(descriptions.digest(), StandardCharsets.UTF_8);
    return new Survey(
        inputs.possibleImages(),
        pairing.channels().usedNames(),
        descriptions.json(),
        digest.hash().toString());
  }
}
