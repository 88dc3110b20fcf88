namespace Autograd.Export;

/// <summary>The checksum of zip files (polynomial 0xEDB88320), eight bytes at a time by tables.</summary>
internal static class Crc32
{
    private static readonly uint[] s_table = Table();

    /// <summary>The checksum of some bytes behind others, of which it is known; of none it is 0.</summary>
    public static uint Of(uint before, ReadOnlySpan<byte> bytes)
    {
        uint crc = ~before;
        uint[] table = s_table;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            crc ^= bytes[0] | ((uint)bytes[1] << 8) | ((uint)bytes[2] << 16) | ((uint)bytes[3] << 24);
            crc = table[0x700 + (crc & 0xff)] ^ table[0x600 + ((crc >> 8) & 0xff)] ^ table[0x500 + ((crc >> 16) & 0xff)]
                ^ table[0x400 + (crc >> 24)] ^ table[0x300 + bytes[4]] ^ table[0x200 + bytes[5]] ^ table[0x100 + bytes[6]]
                ^ table[bytes[7]];
        }

        foreach (byte value in bytes)
        {
            crc = table[(crc ^ value) & 0xff] ^ (crc >> 8);
        }

        return ~crc;
    }

    // Row r tells what a byte does with r zeros behind it.
    private static uint[] Table()
    {
        uint[] table = new uint[8 * 256];
        for (uint value = 0; value < 256; value++)
        {
            uint crc = value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xedb88320);
            }

            table[value] = crc;
        }

        for (int i = 256; i < table.Length; i++)
        {
            table[i] = table[table[i - 256] & 0xff] ^ (table[i - 256] >> 8);
        }

        return table;
    }
}
