using Autograd.Core;

namespace Autograd.Tests.Broken;

/// <summary>A relu, sound but for one defect of its formula or of what its definition states.</summary>
internal static class ActivationSpecimen
{
    public static OpDefinition With(Defect defect) => new()
    {
        Name = "relu",
        Category = OpCategory.Activation,
        Activation = defect == Defect.NoFacts ? null : new(defect != Defect.EquivarianceUnstated, Smoothness.OneKink),
        Symmetry = defect == Defect.SymmetryOverstated ? Symmetry.Odd : Symmetry.None,
        IsIdempotent = defect is not (Defect.IdempotenceUnstated or Defect.SymmetryUnstated),
        Formula = @"\max(x, 0)",
        Source = "Nair and Hinton, 2010",
        Parameters = defect == Defect.CoefficientLost ? [new("scale", 1, "What the argument is multiplied with and divided by.")] : [],
        Make = attributes => defect switch
        {
            Defect.CancelsInFloat32 => Op.Unary("relu", new Cancelling()),
            Defect.EquivarianceOverstated => Op.Unary("relu", new Capped()),
            Defect.IdempotenceOverstated => Op.Unary("relu", new Halved()),
            Defect.SymmetryUnstated => Op.Unary("relu", new Magnitude()),
            Defect.SlopeMisstated => new SlopeOp<Misstated>("relu", new Misstated()),
            Defect.CoefficientLost => Op.Unary("relu", new Scaled(attributes.Number("scale"))),
            _ => Op.Unary("relu", new Sound()),
        },
        Samples = OpSamples.Unary(),
        Kink = Kinks.At(0),
        Errors = OpErrors.Unary("relu"),
    };

    private readonly record struct Sound : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.IfGreaterOrEqual(0, x, 0, x);
    }

    private readonly record struct Scaled(double Scale) : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.IfGreaterOrEqual(0, x, 0, Scale * x / Scale);
    }

    private readonly record struct Misstated : ISlopeFormula
    {
        public static bool NeedsArgument => false;

        public static bool NeedsValue => true;

        public R Apply<R>(R x) where R : struct, IReal<R> => R.IfGreaterOrEqual(0, x, 0, x);

        public R Slope<R>(R x, R y) where R : struct, IReal<R> => R.IfGreater(y, 0, 1 - 1e-9, 0);
    }

    private readonly record struct Cancelling : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.IfGreaterOrEqual(0, x, 0, x + 1 - 1);
    }

    private readonly record struct Capped : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.IfGreaterOrEqual(0, x, 0, R.Min(x, 2));
    }

    private readonly record struct Halved : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.IfGreaterOrEqual(0, x, 0, 0.5 * x);
    }

    private readonly record struct Magnitude : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Abs(x);
    }
}
