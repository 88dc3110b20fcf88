namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>A number as an operand beside a tensor, of its type.</summary>
    private static Tensor AsOperand(Number value, Tensor beside)
    {
        if (beside is null)
        {
            throw new ArgumentNullException(nameof(beside), $"The tensor beside the number {value} is null.");
        }

        Tensor number = Result(Shape.Scalar, beside.DType.IsFloat() ? beside.DType : DType.Float32);
        number.Fill(value, nameof(Full));
        return number;
    }
}
