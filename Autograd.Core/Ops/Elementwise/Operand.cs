namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>A number as an operand beside a tensor, of its type; refused by the op's name where the type spoils it.</summary>
    private static Tensor AsOperand(Number value, Tensor beside, string op, bool mayVanish = true)
    {
        if (beside is null)
        {
            throw new ArgumentNullException(nameof(beside), $"The tensor beside the number {value} is null.");
        }

        if (!mayVanish && value.Real != 0 && ((Coefficient)value.Real).In(beside.DType) == 0)
        {
            throw new ArgumentException($"{op}: {value} is a number that {beside.DType} would make 0; expected a larger one, or Float64.",
                nameof(value));
        }

        Tensor number = Result(Shape.Scalar, beside.DType.IsFloat() ? beside.DType : DType.Float32);
        number.Fill(value, op);
        return number;
    }

    /// <summary>A number that a tensor is compared with: infinite where the type makes it so.</summary>
    private static Tensor AsLimit(Number value, Tensor beside) => AsOperand(
        !value.IsFinite || beside.DType.Holds(value.Real) ? value : double.CopySign(double.PositiveInfinity, value.Real), beside,
        nameof(GreaterThan));
}
