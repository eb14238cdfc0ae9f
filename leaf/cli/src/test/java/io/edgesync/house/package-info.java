/**
 * What holds for the whole house, tested in the one module that sees all others:
 * {@link io.edgesync.house.ArchitectureTest} holds the arrows between modules and the places of libraries, on class files;
 * {@link io.edgesync.house.TidyTest} looks at sources and documents.
 */
@NullMarked
package io.edgesync.house;

import org.jspecify.annotations.NullMarked;
