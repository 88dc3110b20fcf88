using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>An elementwise function of one argument is odd, even or neither, for all its attributes, as its definition states.</summary>
public sealed class SymmetryLaw : Law
{
    protected override IEnumerable<string> Check(OpDefinition op)
    {
        if (op.Create() is not ElementwiseOp { Arity: 1 })
        {
            if (op.Symmetry != Symmetry.None)
            {
                yield return $"{op.Name}: only elementwise functions of one argument are odd or even.";
            }

            yield break;
        }

        foreach ((Symmetry symmetry, double sign) in new[] { (Symmetry.Odd, -1.0), (Symmetry.Even, 1.0) })
        {
            string? violation = Call.Of(op).SelectMany(call => Numbers.Differences(
                $"{call.Name}, f(−x) for an {symmetry} function", Numbers.Of(call.Op.Apply(-call.Inputs[0])),
                [.. Numbers.Of(call.Forward()).Select(y => sign * y)], 1e-15)).FirstOrDefault();
            if (op.Symmetry == symmetry && violation is not null)
            {
                yield return violation;
            }

            if (op.Symmetry != symmetry && violation is null)
            {
                yield return $"{op.Name}: it is {symmetry} on all samples; its definition should say so.";
            }
        }
    }
}
