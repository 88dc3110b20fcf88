using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// The inverse of the standard normal distribution function, to about 16 digits: three quotients of polynomials, for the middle and the two
/// parts of the tails (Wichura, Algorithm AS 241, 1988, PPND16).
/// </summary>
/// <remarks>
/// The numerics package has one through the error function. The first weights of a large network are a million calls of it, made before
/// the runtime has compiled anything at full speed; this one is inlined into its loop, which is compiled so at once.
/// </remarks>
internal static class NormalQuantile
{
    // Beyond so much on either side of ½ begin the tails.
    private const double Middle = 0.425;

    /// <summary>The number that the share of a normal distribution lies below, for a share strictly between 0 and 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double At(double share)
    {
        double q = share - 0.5;
        if (Math.Abs(q) > Middle)
        {
            return InTail(share);
        }

        double r = (Middle * Middle) - (q * q);
        double numerator = (((((((2.5090809287301226727e3 * r) + 3.3430575583588128105e4) * r) + 6.7265770927008700853e4) * r)
            + 4.5921953931549871457e4) * r) + 1.3731693765509461125e4;
        double denominator = (((((((5.2264952788528545610e3 * r) + 2.8729085735721942674e4) * r) + 3.9307895800092710610e4) * r)
            + 2.1213794301586595867e4) * r) + 5.3941960214247511077e3;
        numerator = (((((numerator * r) + 1.9715909503065514427e3) * r) + 1.3314166789178437745e2) * r) + 3.3871328727963666080;
        denominator = (((((denominator * r) + 6.8718700749205790830e2) * r) + 4.2313330701600911252e1) * r) + 1;
        return q * numerator / denominator;
    }

    [MethodImpl(Lanes.Hot)]
    private static double InTail(double share)
    {
        double r = Math.Sqrt(-Math.Log(Math.Min(share, 1 - share)));
        double numerator, denominator;
        if (r <= 5)
        {
            r -= 1.6;
            numerator = (((((((7.74545014278341407640e-4 * r) + 2.27238449892691845833e-2) * r) + 2.41780725177450611770e-1) * r)
                + 1.27045825245236838258) * r) + 3.64784832476320460504;
            denominator = (((((((1.05075007164441684324e-9 * r) + 5.47593808499534494600e-4) * r) + 1.51986665636164571966e-2) * r)
                + 1.48103976427480074590e-1) * r) + 6.89767334985100004550e-1;
            numerator = (((((numerator * r) + 5.76949722146069140550) * r) + 4.63033784615654529590) * r) + 1.42343711074968357734;
            denominator = (((((denominator * r) + 1.67638483018380384940) * r) + 2.05319162663775882187) * r) + 1;
        }
        else
        {
            r -= 5;
            numerator = (((((((2.01033439929228813265e-7 * r) + 2.71155556874348757815e-5) * r) + 1.24266094738807843860e-3) * r)
                + 2.65321895265761230930e-2) * r) + 2.96560571828504891230e-1;
            denominator = (((((((2.04426310338993978564e-15 * r) + 1.42151175831644588870e-7) * r) + 1.84631831751005468180e-5) * r)
                + 7.86869131145613259100e-4) * r) + 1.48753612908506148525e-2;
            numerator = (((((numerator * r) + 1.78482653991729133580) * r) + 5.46378491116411436990) * r) + 6.65790464350110377720;
            denominator = (((((denominator * r) + 1.36929880922735805310e-1) * r) + 5.99832206555887937690e-1) * r) + 1;
        }

        return Math.CopySign(numerator / denominator, share - 0.5);
    }
}
