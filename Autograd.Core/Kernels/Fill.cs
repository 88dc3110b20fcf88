namespace Autograd.Core;

/// <summary>Writes one number everywhere.</summary>
internal static class Fill
{
    public static void Run(Tensor target, double value)
    {
        switch (target.DType)
        {
            case DType.Float32:
                target.Elements<float>().Fill((float)value);
                break;
            case DType.Float64:
                target.Elements<double>().Fill(value);
                break;
            case DType.Int64:
                target.Elements<long>().Fill((long)value);
                break;
            default:
                target.Elements<bool>().Fill(value != 0);
                break;
        }
    }
}
