namespace Autograd.Core;

/// <summary>Copies numbers into elements of another type.</summary>
internal static class Cast
{
    public static void Run(in ArrayView x, in ArrayView result)
    {
        switch (x.DType)
        {
            case DType.Float32:
                From(x.Elements<float>(), result);
                break;
            case DType.Float64:
                From(x.Elements<double>(), result);
                break;
            case DType.Int64:
                From(x.Elements<long>(), result);
                break;
            case DType.Bool:
                From<byte>(x.Bytes, result);
                break;
            default:
                throw DTypes.Unknown(x.DType);
        }
    }

    private static void From<T>(ReadOnlySpan<T> from, in ArrayView result) where T : unmanaged, System.Numerics.INumber<T>
    {
        switch (result.DType)
        {
            case DType.Float32:
                Span<float> floats = result.Elements<float>();
                for (int i = 0; i < floats.Length; i++)
                {
                    floats[i] = float.CreateTruncating(from[i]);
                }

                break;
            case DType.Float64:
                Span<double> doubles = result.Elements<double>();
                for (int i = 0; i < doubles.Length; i++)
                {
                    doubles[i] = double.CreateTruncating(from[i]);
                }

                break;
            case DType.Int64:
                Span<long> longs = result.Elements<long>();
                for (int i = 0; i < longs.Length; i++)
                {
                    longs[i] = ToInt64(from[i]);
                }

                break;
            case DType.Bool:
                Span<bool> flags = result.Elements<bool>();
                for (int i = 0; i < flags.Length; i++)
                {
                    flags[i] = !T.IsZero(from[i]);
                }

                break;
            default:
                throw DTypes.Unknown(result.DType);
        }
    }

    private static long ToInt64<T>(T number) where T : System.Numerics.INumber<T>
    {
        try
        {
            return long.CreateChecked(number);
        }
        catch (OverflowException)
        {
            throw new ArgumentException(FormattableString.Invariant($"to: the number {number} does not fit into Int64."));
        }
    }
}
