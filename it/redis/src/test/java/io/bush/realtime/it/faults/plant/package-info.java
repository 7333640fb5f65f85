/** Back ends with planted faults, to show that the checker finds them, and the same ones without. */
@NullMarked
package io.bush.realtime.it.faults.plant;

import org.jspecify.annotations.NullMarked;
