/** Rules of architecture that more than one module keeps. */
@NullMarked
package io.bush.realtime.it.house;

import org.jspecify.annotations.NullMarked;
