/** Each warning and each failure of the doctor, provoked. */
@NullMarked
package io.edgesync.cli.doctor;

import org.jspecify.annotations.NullMarked;
