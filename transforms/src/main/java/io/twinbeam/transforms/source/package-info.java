/**
 * The formats of source files, behind one interface: those who list a data set ask which files can
 * be read, those who preprocess it read them.
 */
package io.twinbeam.transforms.source;
