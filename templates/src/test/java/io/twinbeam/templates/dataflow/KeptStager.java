package io.twinbeam.templates.dataflow;

import com.google.api.services.dataflow.model.DataflowPackage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.runners.dataflow.util.PackageUtil.StagedFile;
import org.apache.beam.runners.dataflow.util.Stager;
import org.apache.beam.sdk.options.PipelineOptions;

/** Keeps in memory what would be uploaded. Made by Beam, by name. */
public final class KeptStager implements Stager {

  private static final Map<String, byte[]> FILES = new ConcurrentHashMap<>();
  private static final Map<String, String> STAGED = new ConcurrentHashMap<>();

  private KeptStager() {}

  /** Called by Beam. */
  public static KeptStager fromOptions(PipelineOptions options) {
    return new KeptStager();
  }

  static void clear() {
    FILES.clear();
    STAGED.clear();
  }

  static byte[] file(String name) {
    return FILES.get(name);
  }

  static Map<String, String> staged() {
    return new TreeMap<>(STAGED);
  }

  @Override
  public List<DataflowPackage> stageFiles(List<StagedFile> files) {
    List<DataflowPackage> packages = new ArrayList<>();
    for (StagedFile file : files) {
      STAGED.put(file.getDestination(), file.getSource());
      packages.add(at(file.getDestination()));
    }
    return packages;
  }

  @Override
  public DataflowPackage stageToFile(byte[] bytes, String name) {
    FILES.put(name, bytes);
    return at(name);
  }

  private static DataflowPackage at(String name) {
    return new DataflowPackage().setName(name).setLocation("gs://bucket/staging/" + name);
  }
}
