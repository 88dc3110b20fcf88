using System.Text;

namespace Autograd.Data;

/// <summary>Takes each byte that is no UTF-8 as the character that it is in Windows-1252, and remembers that there was one.</summary>
internal sealed class Windows1252Fallback : DecoderFallback
{
    // From 0x80 to 0x9F; the other bytes are the characters of the same number. Five have none.
    private const string Special = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

    public bool IsUsed { get; private set; }

    // The most bytes that a decoder gives up at once.
    public override int MaxCharCount => 4;

    public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer(this);

    private sealed class Buffer(Windows1252Fallback owner) : DecoderFallbackBuffer
    {
        private byte[] _bytes = [];
        private int _next;

        public override int Remaining => _bytes.Length - _next;

        public override bool Fallback(byte[] bytesUnknown, int index)
        {
            owner.IsUsed = true;
            (_bytes, _next) = (bytesUnknown, 0);
            return bytesUnknown.Length > 0;
        }

        public override char GetNextChar()
        {
            if (_next >= _bytes.Length)
            {
                return '\0';
            }

            byte next = _bytes[_next++];
            return next is >= 0x80 and <= 0x9F ? Special[next - 0x80] : (char)next;
        }

        public override bool MovePrevious()
        {
            bool can = _next > 0;
            _next -= can ? 1 : 0;
            return can;
        }

        public override void Reset() => (_bytes, _next) = ([], 0);
    }
}
