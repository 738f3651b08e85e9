// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.cinder;

import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.RecyclerPool;
import java.util.Arrays;

/**
 * Buffers of the JSON reader, overwritten when it has done with them: there may be a secret in
 * them, and its own pools keep them for the next reader.
 */
final class WipingBuffers extends RecyclerPool.NonRecyclingPoolBase<BufferRecycler> {
    private static final long serialVersionUID = 1L;

    @Override
    public BufferRecycler acquirePooled() {
        return new Once();
    }

    private static final class Once extends BufferRecycler {
        @Override
        public void releaseByteBuffer(int kind, byte[] buffer) {
            Arrays.fill(buffer, (byte) 0);
        }

        @Override
        public void releaseCharBuffer(int kind, char[] buffer) {
            Arrays.fill(buffer, '\0');
        }
    }
}
