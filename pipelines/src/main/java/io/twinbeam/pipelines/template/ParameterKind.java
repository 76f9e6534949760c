package io.twinbeam.pipelines.template;

/** What the value of a parameter is. */
public enum ParameterKind {
  TEXT("TEXT"),
  NUMBER("NUMBER"),
  BOOLEAN("BOOLEAN"),
  ENUM("ENUM"),
  /** A file that exists. */
  READ_FILE("GCS_READ_FILE"),
  /** A folder that exists. */
  READ_FOLDER("GCS_READ_FOLDER"),
  /** A folder that is made where it does not exist. */
  WRITE_FOLDER("GCS_WRITE_FOLDER");

  private final String dataflowName;

  ParameterKind(String dataflowName) {
    this.dataflowName = dataflowName;
  }

  /** The {@code ParameterType} of Dataflow's template metadata. */
  String dataflowName() {
    return dataflowName;
  }

  /** Whether a value is a path. */
  public boolean isPath() {
    return this == READ_FILE || this == READ_FOLDER || this == WRITE_FOLDER;
  }
}
