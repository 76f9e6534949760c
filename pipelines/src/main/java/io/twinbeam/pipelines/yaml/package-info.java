/**
 * YAML files that people write: read with the place of every value, so that all that is wrong with
 * a file is said at once, each with its line and column.
 */
package io.twinbeam.pipelines.yaml;
