/** Who edits which comment: locks that are leases. */
package io.bush.realtime.client.lock;
